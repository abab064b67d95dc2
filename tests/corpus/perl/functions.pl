package Runner;

sub run {
    my ($command) = @_;
    system($command);
}

sub stop {
    return 1;
}

# expect: run 3-6
# expect: stop 8-10
