#pragma once
#include <string>

class Reader {
public:
    explicit Reader(std::string name) : name_(std::move(name)) {}
    const std::string &name() const { return name_; }

private:
    std::string name_;
};

// expect: Reader::Reader 6-6
// expect: Reader::name 7-7
