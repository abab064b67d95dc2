/* What the cases need of their support library, declared and no more: enough to compile one alone. */
#ifndef STD_TESTCASE_H
#define STD_TESTCASE_H

#include <inttypes.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wchar.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>
#ifdef __cplusplus
#include <new>
#endif

#define ALLOCA __builtin_alloca
#define RAND32() ((rand() << 30) ^ (rand() << 15) ^ rand())
#define RAND64() (((int64_t)RAND32() << 32) ^ RAND32())
#define URAND31() ((unsigned)RAND32() & 0x7fffffff)

typedef struct _twoIntsStruct {
    int intOne;
    int intTwo;
} twoIntsStruct;

#ifdef __cplusplus
class TwoIntsClass {
public:
    int intOne;
    int intTwo;
};

class OneIntClass {
public:
    int intOne;
};

extern "C" {
#endif

void printLine(const char *line);
void printWLine(const wchar_t *line);
void printIntLine(int number);
void printShortLine(short number);
void printFloatLine(float number);
void printLongLine(long number);
void printLongLongLine(int64_t number);
void printSizeTLine(size_t number);
void printHexCharLine(char character);
void printWcharLine(wchar_t character);
void printUnsignedLine(unsigned number);
void printHexUnsignedCharLine(unsigned char character);
void printDoubleLine(double number);
void printStructLine(const twoIntsStruct *pair);
void printBytesLine(const unsigned char *bytes, size_t count);
size_t decodeHexChars(unsigned char *bytes, size_t count, const char *hex);
size_t decodeHexWChars(unsigned char *bytes, size_t count, const wchar_t *hex);

extern const int GLOBAL_CONST_TRUE;
extern const int GLOBAL_CONST_FALSE;
extern const int GLOBAL_CONST_FIVE;
extern int globalTrue;
extern int globalFalse;
extern int globalFive;
extern int globalArgc;
extern char **globalArgv;
int globalReturnsTrue(void);
int globalReturnsFalse(void);
int globalReturnsTrueOrFalse(void);

#ifdef __cplusplus
}
#endif

#endif
