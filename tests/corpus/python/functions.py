import os


def top(command, *, shell=True):
    def inner():
        return command

    return inner


class Runner:
    @staticmethod
    def run(x):
        return [y for y in x if y]

    async def wait(self):
        await self.done

    class Nested:
        def deep(self): return 1


if os.name == "nt":

    def conditional():
        pass


square = lambda x: x * x

# expect: top 4-8
# expect: Runner.run 13-14
# expect: Runner.wait 16-17
# expect: Runner.Nested.deep 20-20
# expect: conditional 25-26
