"""axe-core 4.14.0 as published on npm (MPL-2.0, LICENSE), and how a page is asked."""

from pathlib import Path

from playwright.sync_api import Page

AXE = (Path(__file__).parent / "axe.min.js").read_text()
RUN = """async () => {
    const found = await axe.run(document);
    const places = nodes => nodes.map(node => node.target.join(' ')).slice(0, 4).join(', ');
    return {
        passes: found.passes.length,
        violations: found.violations.map(one => `${one.id}: ${places(one.nodes)}`),
    };
}"""


def violations(page: Page) -> list[str]:
    """What axe complains of; the page must have AXE as an init script."""
    found = page.evaluate(RUN)
    if found["passes"] < 10:  # then it looked at nothing
        raise AssertionError(f"axe passed only {found['passes']} rules on {page.url}")
    complaints: list[str] = found["violations"]
    return complaints
