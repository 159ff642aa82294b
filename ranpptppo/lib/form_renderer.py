"""How every form of the site is drawn: our fragments instead of Django's (setting FORM_RENDERER)."""

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """``{{ form }}``: error summary and fields; ``{{ form.name.as_field_group }}``: one field."""

    form_template_name = "_form.html"
    field_template_name = "_field.html"
