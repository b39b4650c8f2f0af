"""What a label is: text in the language of the screen, made when it is shown."""

from django.utils.functional import Promise

Words = str | Promise
