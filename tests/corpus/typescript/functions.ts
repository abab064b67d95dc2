namespace Net {
  export class Client<T> {
    private url: string;

    constructor(private readonly base: string) {}

    get(path: string): Promise<T> {
      return fetch(path) as Promise<T>;
    }
  }
}

export const id = <T>(x: T): T => x;

function overloaded(a: string): void;
function overloaded(a: number): void;
function overloaded(a: any) {
  return;
}

abstract class Shape {
  abstract area(): number;
  name(): string { return "shape"; }
}

// expect: Net.Client.constructor 5-5
// expect: Net.Client.get 7-9
// expect: id 13-13
// expect: overloaded 17-19
// expect: Shape.name 23-23
