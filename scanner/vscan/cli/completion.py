"""`vscan completion`."""

from __future__ import annotations

import click


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print a completion script for your shell.

    \b
    bash:  eval "$(vscan completion bash)"       in ~/.bashrc
    zsh:   eval "$(vscan completion zsh)"        in ~/.zshrc
    fish:  vscan completion fish > ~/.config/fish/completions/vscan.fish
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"no completion for {shell}")
    root = ctx.find_root().command
    click.echo(kind(root, {}, "vscan", "_VSCAN_COMPLETE").source())
