"""The course as a static site: README, notebooks with their stored outputs, guide. 'env/site' builds it in target/site."""
import re

project = "MetaMMF for Java"
author = "the authors of MetaMMF for Java"
html_title = project
language = "en"

# The source folder is the checkout: every link between its pages works on GitHub and on the site.
root_doc = "README"
include_patterns = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "notebooks/**", "env/experiments/README.md",
                    "lib-src/bench/**"]
extensions = ["myst_nb", "sphinx_external_toc", "sphinx-mathjax-offline"]
external_toc_path = "env/sphinx/toc.yml"

nb_execution_mode = "off"  # the outputs are those that are committed
nb_merge_streams = True
nb_render_markdown_format = "myst"  # with tables
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
suppress_warnings = ["myst.header", "misc.highlighting_failure"]
highlight_language = "java"

html_theme = "furo"
html_theme_options = {"light_css_variables": {"code-font-size": "72%"}}  # a line of code has up to 100 columns; dark pages too
templates_path = ["."]
html_additional_pages = {"index": "start.html"}
html_copy_source = False
html_show_sphinx = False
html_sidebars = {"**": ["sidebar/brand.html", "sidebar/search.html", "sidebar/scroll-start.html", "sidebar/navigation.html",
                        "javadoc.html", "sidebar/scroll-end.html"]}


def lower_anchors(app, document, text):
    """Jupyter's anchors keep the capitals of a heading, those of the site do not."""
    text[0] = re.sub(r"(\]\([^)\s]*#)([^)\s]+)\)", lambda link: f"{link[1]}{link[2].lower()})", text[0])


def setup(app):
    app.connect("source-read", lower_anchors)
    return {"parallel_read_safe": True}
