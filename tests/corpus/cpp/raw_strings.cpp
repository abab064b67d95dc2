const char *text = R"(
int not_a_function() {
)";

int function()
{
    return f(R"(}})");
}

// expect: function 5-8
