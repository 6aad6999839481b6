#!/usr/bin/env python3
"""The documentation page as a reader uses it, in a headless Chromium.

    make browser                      # or: python3 tests/browser/docs.py PATH/TO/duban [FOLDER FOR PICTURES]

Closed groups on one screen, a filter, addresses that lead to an operation, both languages, sign-in, commands one after
the other, every list tried out, nothing asked of the outside, nothing on the console.
"""
import os
import sys
import tempfile
import time

from kit import PASSWORD, browser, service

# Lists that are empty in the demonstration, each with why; one that has data after all is a fault too.
EMPTY = {
    "list_overview_changes": "without days it tells of yesterday and today, and nothing happened",
    "list_quality_flags": "no report of the demonstration is odd",
    "list_attachments": "nothing has been uploaded",
    "list_bulletins": "none has been issued",
    "list_bulletin_objections": "there is no bulletin to object to",
    "list_confirmations": "the statistics authority has confirmed nothing yet",
    "list_light_overrides": "the office has set no light",
    "list_list_items": "no list is counted from records yet",
    "list_milestone_forecasts": "no milestone has been put off",
    "list_project_investments": "nothing has been recorded",
    "list_project_suspensions": "none stands still",
    "list_supervision_order_feedback": "there is no order to answer",
    "list_trajectories": "none has been proposed",
    "list_verdicts": "no period has been closed",
    "list_extensions": "nobody has asked for more time",
    "list_period_exceptions": "no closed period has been opened again",
    "list_supervision_orders": "none has been issued",
    "list_obstacles": "none has been reported",
    "list_registry_entries": "the plan names none",
    "list_renewal_districts": "the plan names none",
    "list_renewal_units": "the plan names none",
}
# Lists of which every account has its own.
ROLES = ("supervisor", "audit-admin", "system-admin", "development-reform-lead")
GROUPS = {"zh": ["计划", "报送", "完成情况", "项目", "督查", "数据交换", "管理"],
          "en": ["Plan", "Reporting", "Figures", "Projects", "Supervision", "Exchange", "Administration"]}


class Page:
    def __init__(self, window, base, pictures):
        self.window, self.base, self.pictures, self.faults = window, base, pictures, []

    def expect(self, what, right, got=None):
        if not right:
            self.faults.append(f"{what}: {got}")

    def open(self, query="", place=""):
        self.window.open("about:blank")
        self.window.open(f"{self.base}/docs/{query}{place}")
        self.window.wait("return document.body.dataset.ready")

    def picture(self, name):
        if self.pictures:
            self.window.picture(os.path.join(self.pictures, f"{name}.png"))

    def sign_in(self, name):
        self.window.type("[name=username]", name)
        self.window.type("[name=password]", PASSWORD)
        self.window.click("#sign-in button")
        self.window.wait("return document.getElementById('who').textContent")

    def go(self, tag, operation):
        self.window.run("location.hash = `#/${arguments[0]}/${arguments[1]}`", tag, operation)
        return self.window.wait("""const block = document.getElementById(`operations-${arguments[0]}-${arguments[1]}`);
            return block?.querySelector('.try-out__btn') && block.id""", tag, operation)

    def execute(self, block):
        """Presses the buttons; gives status and text of the answer."""
        self.window.run("""const button = document.querySelector(`#${arguments[0]} .try-out__btn:not(.cancel):not(.reset)`);
            if (button) button.click()""", block)
        self.window.wait("return document.querySelector(`#${arguments[0]} .execute`)", block)
        self.forget(block)
        self.window.run("document.querySelector(`#${arguments[0]} .execute`).click()", block)
        return self.window.wait("""const table = document.querySelector(`#${arguments[0]} .live-responses-table tbody`);
            const status = table?.querySelector('.response-col_status')?.firstChild?.textContent.trim();
            return status && [status, table.querySelector('.highlight-code, .microlight')?.textContent ?? '']""", block)

    def forget(self, block):
        """Clears the answer of before, or it would be taken for the new one. Swagger UI clears what was written, too."""
        self.window.run("""if (document.querySelector(`#${arguments[0]} .live-responses-table`))
            document.querySelector(`#${arguments[0]} .btn-clear`).click()""", block)
        self.window.wait("return !document.querySelector(`#${arguments[0]} .live-responses-table`)", block)

    def fill(self, block, text):
        """Writes a body in the place of the one that is there, as pasting it does."""
        self.forget(block)
        self.window.wait("return document.querySelector(`#${arguments[0]} textarea`)?.value", block)
        self.window.run("""const area = document.querySelector(`#${arguments[0]} textarea`);
            area.focus(); area.select(); document.execCommand('insertText', false, arguments[1])""", block, text)
        time.sleep(0.6)  # Swagger UI takes it over with a delay


def first_view(page):
    for language, wanted in GROUPS.items():
        page.open(f"?lang={language}")
        height, opened, groups = page.window.run("""return [document.documentElement.scrollHeight,
            document.querySelectorAll('details[open]').length,
            [...document.querySelectorAll('.group > summary')].map((one) => one.textContent)]""")
        page.expect(f"{language}: the first view is one screen high", height <= 1000, height)
        page.expect(f"{language}: all groups are closed", opened == 0, opened)
        page.expect(f"{language}: the groups", groups == wanted, groups)
        page.picture(f"first-{language}")


def finding(page):
    page.open("?lang=zh")
    total = page.window.run("return document.querySelectorAll('nav a').length")
    page.window.type("#filter", "report submit")
    found = page.window.wait("""const found = [...document.querySelectorAll('nav a:not([hidden])')];
        return found.length < arguments[0] && found.map((one) => one.getAttribute('href'))""", total)
    page.expect("the filter finds", "#/reports/submit_report" in found and len(found) < 20, found)
    page.picture("filter-zh")
    page.open("?lang=zh")
    page.window.type("#filter", "督办单")
    found = page.window.wait("""const found = [...document.querySelectorAll('nav a:not([hidden])')];
        return found.length < arguments[0] && found.map((one) => one.getAttribute('href'))""", total)
    orders = page.window.run("return document.querySelectorAll('nav a[href^=\"#/supervision-orders/\"]').length")
    of_tag = [one for one in found if one.startswith("#/supervision-orders/")]
    page.expect("a Chinese word finds every operation of its tag", orders > 5 and len(of_tag) == orders, found)
    page.open("?lang=zh", "#/reports/no_such_operation")
    page.expect("an address that leads nowhere says so", "no_such_operation" in page.window.run("return document.getElementById('told').textContent"), "")
    page.open("?lang=zh", "#/%E0%A4%A")
    page.expect("a broken address breaks nothing", page.window.run("return document.querySelectorAll('nav a').length") == total, "")
    page.open("?lang=zh", "#/reports/submit_report")
    block = page.window.wait("return document.querySelector('#operations-reports-submit_report.is-open')?.innerText")
    page.expect("an address leads to its operation, in Chinese", "试一试" in block and "参数" in block, block[:300])
    page.picture("operation-zh")
    switch = page.window.run("return document.getElementById('language').href")
    page.expect("the language switch keeps the place", switch.endswith("?lang=en#/reports/submit_report"), switch)
    page.open("?lang=en", "#/reports/submit_report")
    block = page.window.wait("return document.querySelector('#operations-reports-submit_report.is-open')?.innerText")
    page.expect("and in English", "Try it out" in block, block[:300])
    page.open("?lang=zh", "#/conventions")
    seen = page.window.wait("return document.querySelector('#swagger .information-container')?.innerText")
    page.expect("the conventions", "Idempotency-Key" in seen, seen[:300])
    page.picture("conventions-zh")


def commands(page):
    """Two of one kind and one that changes what was created: keys and ETags come by themselves."""
    page.open("?lang=zh")
    page.sign_in("supervisor")
    block = page.go("areas", "create_area")
    for code in ("91", "92"):
        if code == "91":
            page.execute(block)  # the example of the document, whose code is taken; and the body can be written
        page.fill(block, '{"plan": "code:2025", "code": "%s", "name": "试验领域%s"}' % (code, code))
        status, text = page.execute(block)
        page.expect(f"create_area {code}", status == "201", f"{status} {text[:400]}")
    page.picture("command-zh")


def lists(page, api):
    """Every list, as it stands on the page, shows rows to one of the accounts."""
    wanted = [(operation["tags"][0], operation["operationId"]) for path, item in api["paths"].items()
              for method, operation in item.items()
              if method == "get" and "{" not in path and operation["operationId"].startswith("list_")
              and operation.get("parameters")]
    left, refused, seen = set(wanted), {}, set()
    for role in ROLES:
        page.open("?lang=zh")
        page.sign_in(role)
        # An account that may read a list and finds nothing answers for the others: the first sees the whole district.
        for tag, operation in sorted(left - seen):
            status, text = page.execute(page.go(tag, operation))
            if status not in ("200", "403"):
                refused[operation] = f"{status} {text[:300]}"
            elif status == "200":
                seen.add((tag, operation))
                if '"items": []' not in text:
                    left.discard((tag, operation))
    empty = {operation for _, operation in left}
    page.expect("lists that cannot be tried out", not refused, refused)
    page.expect("lists without data that are not named", empty <= set(EMPTY), empty - set(EMPTY))
    page.expect("lists that are named empty and are not", set(EMPTY) <= empty, set(EMPTY) - empty)
    return len(wanted) - len(empty), empty


def main():
    import json
    import urllib.request
    duban = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "target/debug/duban")
    pictures = sys.argv[2] if len(sys.argv) > 2 else None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, service(duban, folder) as base, \
            browser(folder) as window:
        base = os.environ.get("DUBAN_PAGE", base)
        api = json.load(urllib.request.urlopen(f"{base}/openapi.json"))
        page = Page(window, base, pictures)
        window.open("about:blank")
        window.asked()
        first_view(page)
        finding(page)
        commands(page)
        filled, empty = lists(page, api)
        outside = {one for one in window.asked() if not one.startswith((base, "data:", "about:", "chrome:", "chrome-extension:"))}
        page.expect("asked of the outside", not outside, outside)
        # A refusal that was tried out is told on the console by the browser itself.
        said = [one["message"] for one in window.log("browser") if "the server responded with a status" not in one["message"]]
        page.expect("said on the console", not said, said)
    if page.faults:
        sys.exit("\n".join(page.faults))
    print(f"the documentation page: closed groups on one screen, filter, addresses, two languages, sign-in, commands; {filled} lists "
          f"show rows, empty in the demonstration: {', '.join(sorted(empty)) or 'none'}; nothing asked of the outside")


if __name__ == "__main__":
    main()
