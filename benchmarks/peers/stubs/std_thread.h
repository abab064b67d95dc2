/* The support library's threads, declared and no more. */
#ifndef STD_THREAD_H
#define STD_THREAD_H

typedef struct _stdThread *stdThread;
typedef struct _stdThreadLock *stdThreadLock;

#ifdef __cplusplus
extern "C" {
#endif

int stdThreadCreate(void (*start)(void *), void *argument, stdThread *thread);
int stdThreadJoin(stdThread thread);
int stdThreadDestroy(stdThread thread);
int stdThreadLockCreate(stdThreadLock *lock);
void stdThreadLockAcquire(stdThreadLock lock);
void stdThreadLockRelease(stdThreadLock lock);
void stdThreadLockDestroy(stdThreadLock lock);

#ifdef __cplusplus
}
#endif

#endif
