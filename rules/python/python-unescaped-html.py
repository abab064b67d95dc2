from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from flask import render_template_string
from jinja2 import Environment, select_autoescape
from markupsafe import Markup


def show(user, loader, icons, options):
    # ruleid: python-unescaped-html
    first = mark_safe("<b>%s</b>" % user.name)
    # ruleid: python-unescaped-html
    second = Markup(f"<b>{user.name}</b>")
    # ruleid: python-unescaped-html
    third = render_template_string("<b>" + user.name + "</b>")
    # ruleid: python-unescaped-html
    fourth = Environment(loader=loader, trim_blocks=True)
    # ok: python-unescaped-html
    fifth = format_html("<b>{}</b>", user.name)
    # ok: python-unescaped-html
    sixth = mark_safe("<b>%s</b>" % escape(user.name))
    # ok: python-unescaped-html
    seventh = mark_safe("<br>")
    # ok: python-unescaped-html
    eighth = Markup("<b>{}</b>").format(user.name)
    # ok: python-unescaped-html
    ninth = Environment(loader=loader, autoescape=select_autoescape())
    # ok: python-unescaped-html
    tenth = Environment(loader=loader, **options)
    return first, second, third, fourth, fifth, sixth, seventh, eighth, ninth, tenth, icons
