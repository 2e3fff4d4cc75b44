"""The generated pages of docs/: written from the declarations, never by hand."""

from collections.abc import Callable, Iterator, Mapping
from inspect import cleandoc
from pathlib import Path

import click

from graph.model import MODEL
from graph.reference import rows
from graph.schema import NodeType
from loaders.codes import CODES, SEVERITIES
from loaders.mapping_file import known_mappings
from loaders.template import notes
from queries.analysis import Analysis
from queries.catalogue import catalogue
from queries.coverage.policy import Clock
from queries.coverage.policy_file import default_policy
from queries.coverage.words import rule_in_words
from webapp.access_words import access_page

FOLDER = Path(__file__).parent.parent / "docs"
MADE = "<!-- Made by `make docs` from the declarations; do not edit. -->\n"


def pages() -> Mapping[str, str]:
    """Return the text of each generated page by its file name."""
    makers: Mapping[str, Callable[[], Iterator[str]]] = {
        "model.md": _model,
        "analyses.md": _analyses,
        "policy.md": _policy,
        "commands.md": _commands,
        "registers.md": _registers,
        "problems.md": _problems,
        "access.md": access_page,
    }
    return {name: MADE + "\n".join(maker()).rstrip() + "\n" for name, maker in makers.items()}


def _model() -> Iterator[str]:
    yield "# The model\n"
    yield "Every node type is declared once, in `graph/model/`; this page follows from that.\n"
    yield "```mermaid\nflowchart LR"
    for node in MODEL.node_types.values():
        for type_, edge in node.edges.items():
            yield f"    {node.label} -- {type_} --> {edge.target}"
        for type_, dated in node.dated_edges.items():
            yield f"    {node.label} == {type_} ==> {dated.target}"
    yield "```\n"
    yield (
        "Thin arrows are plain edges: a column of the table where they start. Thick arrows are "
        "dated edges with facts of their own: a table each.\n"
    )
    yield (
        "A dated edge holds from `valid_from` up to, not including, `valid_to`; no `valid_to` "
        "means still. Every node and dated edge also carries `source`, `first_load` and `load`; a "
        "plain edge has the provenance of the node where it starts.\n"
    )
    for name, declared in MODEL.tables.items():
        if isinstance(declared, NodeType):
            yield f"## {declared.label} (`{name}.csv`)\n"
            yield f"{declared.help} Key: `{declared.key}`.\n"
        else:
            yield f"## {declared.origin} {declared.type} {declared.edge.target} (`{name}.csv`)\n"
            yield f"{declared.edge.help}{_rules(declared.edge.one_at_a_time)}\n"
        yield "| column | what it holds |\n|---|---|"
        for column, note in notes(name):
            yield f"| `{column}` | {_cell(note)} |"
        yield ""


def _rules(one_at_a_time: str) -> str:
    if not one_at_a_time:
        return ""
    return " One at a time: a later spell ends the open one on its own first day."


def _analyses() -> Iterator[str]:
    yield "# The questions\n"
    yield "`mappa ask SLUG` asks one, `mappa analyses` lists them. Each is a file in `queries/`.\n"
    for found in catalogue().values():
        yield f"## {found.slug}\n"
        yield f"**{found.question}** {found.why}\n"
        yield f"Source: {found.source.text}. {found.limits}\n"
        if found.parameters:
            yield "| parameter | what it does |\n|---|---|"
            for name, parameter in found.parameters.items():
                needed = "Required. " if parameter.required else ""
                choices = f" One of: {', '.join(parameter.choices)}." if parameter.choices else ""
                yield f"| `{name}` | {_cell(needed + parameter.help + choices)} |"
            yield ""
        yield "| column | meaning |\n|---|---|"
        for name, column in found.columns.items():
            yield f"| `{name}` | {_cell(column.help)} |"
        yield ""
        yield from _examples(found)


def _examples(found: Analysis) -> Iterator[str]:
    yield "Examples, each of which is a test:\n"
    for example in found.examples:
        said = f"{len(example.expect)} rows" if example.expect else "nothing is found"
        yield f"- {example.title}: {said if len(example.expect) != 1 else 'one row'}"
    yield ""


def _policy() -> Iterator[str]:
    policy = default_policy()
    yield f"# The default policy: {policy.name}, version {policy.version}\n"
    yield (
        "Local policy for a Strategic Management Board to adopt. No statute and no clause of "
        "guidance that we have seen fixes who must attend each discussion of a case: the basis of "
        "a row is where the duty to co-operate, or the practice, comes from, and its status says "
        "how sure we are of that.\n"
    )
    yield "| rule | in words | strength | basis | status |\n|---|---|---|---|---|"
    for rule in policy.rules:
        words = _cell(rule_in_words(rule))
        yield f"| {rule.id} | {words} | {rule.strength} | {_cell(rule.basis)} | {rule.status} |"
    yield "\n## Clocks\n"
    yield "| clock | in words | basis | status |\n|---|---|---|---|"
    for clock in policy.clocks:
        yield _clock(clock)
    yield "\n## Types of agency\n"
    yield "| code | name | standing | basis | who can answer |\n|---|---|---|---|---|"
    for row in rows("agency_type"):
        standing = row["standing"].replace("_", " ")
        reach = "the body of the area" if row["reach"] == "area" else "any body of the kind"
        yield f"| {row['code']} | {row['name']} | {standing} | {_cell(row['basis'])} | {reach} |"
    yield "\n## Circumstances\n"
    yield "| code | name | meaning | basis | status |\n|---|---|---|---|---|"
    for row in rows("circumstance"):
        cells = (row["code"], row["name"], row["meaning"], row["basis"], row["status"])
        yield f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _clock(clock: Clock) -> str:
    bands = f" Bands: {', '.join(clock.bands)}." if clock.bands else ""
    words = _cell(rule_in_words(clock) + bands)
    return f"| {clock.id} | {words} | {_cell(clock.basis)} | {clock.status} |"


def _registers() -> Iterator[str]:
    yield "# The registers that are read by mapping\n"
    yield "`mappa load FILE --mapping NAME` reads a publisher's own file. See `docs/mappings.md`.\n"
    yield "| mapping | what | file | publisher | licence |\n|---|---|---|---|---|"
    for found in known_mappings():
        cells = (found.name, found.title, found.file, found.publisher, found.licence)
        yield f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _problems() -> Iterator[str]:
    yield "# What a load may find wrong\n"
    yield (
        "`mappa load` says of each problem where it is (file, sheet, row, column), what is wrong "
        "and what to do. A report (`--report FILE`, `--format json`) and the file of refused rows "
        "(`--refused FOLDER`) name its code besides.\n"
    )
    for severity, meaning in SEVERITIES.items():
        yield f"## {severity.capitalize()}s\n"
        yield f"{meaning}\n"
        yield "| code | what it means | what to do |\n|---|---|---|"
        for code, found in CODES.items():
            if found.severity == severity:
                yield f"| `{code}` | {found.meaning} | {found.fix} |"
        yield ""


def _commands() -> Iterator[str]:
    from webapp.commands import mappa  # the commands import this module

    yield "# The command line\n"
    yield "Data goes to standard output, everything else to standard error.\n"
    yield "Exit codes: 0 done, 1 unexpected or the store is away, 2 refused, 3 done in part.\n"
    yield from _group("mappa", mappa)


def _group(name: str, command: click.Command) -> Iterator[str]:
    context = click.Context(command, info_name=name)
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            if found is not None:
                yield from _group(f"{name} {child}", found)
        if not command.invoke_without_command:
            return
    yield f"## {name}\n"
    yield f"{cleandoc(command.help or '')}\n"
    arguments = [found for found in command.params if isinstance(found, click.Argument)]
    yield f"    {name} {' '.join(found.make_metavar(context) for found in arguments)}".rstrip()
    yield ""
    for option in command.params:
        if isinstance(option, click.Option):
            yield f"- `{', '.join(option.opts)}` {_cell(option.help or '')}".rstrip()
    yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
