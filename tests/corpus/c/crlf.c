int carriage(int x)
{
  return x;
}

int after(void)
{
  return 1;
}

// expect: carriage 1-4
// expect: after 6-9
