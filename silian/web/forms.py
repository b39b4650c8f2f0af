"""What every form of the shell does alike."""

from typing import Any

from django import forms


class SheetForm(forms.Form):
    """A form whose fields carry our classes; Django ties hints and errors to them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Dress the fields. ``Any`` because Django's own signature is that wide."""
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        for field in self.fields.values():
            widths = field.widget.attrs.get("class", "")
            if not isinstance(field.widget, (forms.CheckboxInput, forms.HiddenInput)):
                field.widget.attrs["class"] = f"sl-input {widths}".strip()
