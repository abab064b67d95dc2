export const Button: FC<Props> = ({ label }) => {
  return <button>{label}</button>;
};

export default function Page() {
  return <Button label="x" />;
}

// expect: Button 1-3
// expect: Page 5-7
