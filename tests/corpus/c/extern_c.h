#ifndef HEADER_H
#define HEADER_H
#ifdef __cplusplus
extern "C" {
#endif

/* the class of a packet, in std::string terms */
struct packet { int class; };

static inline int packet_class(struct packet *p)
{
    return p->class;
}

int declared(int);

#ifdef __cplusplus
}
#endif
#endif

// expect: packet_class 10-13
