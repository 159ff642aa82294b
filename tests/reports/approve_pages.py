"""Draw the approved pages anew, after a wanted change: look at them before you commit them."""

import os

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()

from tests.reports.page_images import APPROVED, page_image, places
from tests.reports.test_rendering import CONCLUSION, annual_figures, pages_of, print_report

if __name__ == "__main__":
    pdf = print_report(annual_figures(conclusion=CONCLUSION))
    for name, index in places(pages_of(pdf)).items():
        page_image(pdf, index).save(APPROVED / f"{name}.png", optimize=True)
