#!/bin/sh
first() {
    eval "$1"
}

function second {
    if true; then
        first x
    fi
}

# expect: first 2-4
# expect: second 6-10
