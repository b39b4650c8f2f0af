"""Words of the data for the templates of 办事."""

from django import template

from silian.web.cases.words import Said
from silian.web.cases.words import said as words_of

register = template.Library()


@register.filter
def said(words: Said) -> str:
    """Words of the data in the language of the screen."""
    return words_of(words)
