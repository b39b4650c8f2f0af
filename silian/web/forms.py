"""What every form of the shell does alike: classes, hints and errors tied to their fields."""

from typing import Any

from django import forms


class SheetForm(forms.Form):
    """A form whose fields carry our classes and say what is wrong with them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Dress the fields. ``Any`` because Django's own signature is that wide."""
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        for name, field in self.fields.items():
            widths = field.widget.attrs.get("class", "")
            if not isinstance(field.widget, (forms.CheckboxInput, forms.HiddenInput)):
                field.widget.attrs["class"] = f"sl-input {widths}".strip()
            if name in self.errors if self.is_bound else False:
                field.widget.attrs["aria-invalid"] = "true"
