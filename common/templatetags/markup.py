"""{{ post.text|markup }}: what somebody wrote, as safe HTML."""

from django import template
from django.utils.safestring import SafeString

from common.markup import to_html

register = template.Library()


@register.filter(is_safe=True)
def markup(text: str | None) -> SafeString:
    """The text as paragraphs, lists and links."""
    return to_html(text or "")
