import pytest
from tests.browser.test_accessibility import *
def test_shots(corpus, visit, house, sit_down):
    for n in range(8):
        page = visit("lee", viewport={"width":390,"height":844}).new_page()
        page.goto(corpus.page+"agreement/")
        print(n, page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"), page.evaluate("""[...document.querySelectorAll('main *')].filter(e=>e.getBoundingClientRect().right>390 && !e.closest('.scroll-x')).map(e=>e.outerHTML.slice(0,80))"""))
    house.lead.call("POST", f"{corpus.at}runs/", {})
    for where in ("learning", "jobs", ""):
        page.goto(corpus.page+where)
        print(where, page.evaluate("document.documentElement.scrollWidth"), page.evaluate("""[...document.querySelectorAll('main *')].filter(e=>e.getBoundingClientRect().right>390 && !e.closest('.scroll-x')).map(e=>e.outerHTML.slice(0,80))"""))
    page.goto(corpus.page+"jobs/")
    page.screenshot(path="/tmp/s-jobs.png", full_page=True)
