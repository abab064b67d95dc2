#import <Foundation/Foundation.h>

@implementation Reader

- (int)read:(char *)buffer length:(int)length {
    return strlen(buffer);
}

+ (void)reset {
}

@end

int c_function(int a) {
    return a;
}

// expect: Reader::read:length: 5-7
// expect: Reader::reset 9-10
// expect: c_function 14-16
