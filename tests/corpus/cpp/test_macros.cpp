TEST(Parser, Empty)
{
    EXPECT_EQ(parse(""), 0);
}

TEST_F(ParserTest, Nested) {
    for (auto &c : cases) {
        EXPECT_TRUE(c.ok());
    }
}

// expect: TEST(Parser, Empty) 1-4
// expect: TEST_F(ParserTest, Nested) 6-10
