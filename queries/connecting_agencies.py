"""Which agencies hold the others together, and where would the work fall apart?"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, cast

import networkx
from networkx.algorithms.community import greedy_modularity_communities

from graph.schema import Kind
from graph.store import Row
from graph.worlds import discussion, world
from queries.analysis import AREA, Analysis, Asked, Column, Example, Source
from queries.co_attendance import FIRST, FROM, GROUND, MET_TWICE, SECOND, TABLES_TEXT, pairs
from queries.coverage.words import listed

if TYPE_CHECKING:
    Net = networkx.Graph[int]
else:
    Net = networkx.Graph

NAMES_TEXT = """MATCH (agency:Agency)
RETURN agency.code AS code, agency.name AS name
ORDER BY code"""

MOST_NAMED = 6
"""Agencies of a community that are named in words; its row holds all."""

Found = tuple[tuple[int, ...], float, str]
"""Agencies by number, the value by which findings of a kind are ranked, the words."""
Finder = Callable[[Net, Sequence[str]], Iterable[Found]]


def connecting(fetched: Mapping[str, Sequence[Row]], asked: Asked) -> list[Row]:
    """Return what holds the agencies that met together, each finding in words."""
    if asked.scope.agencies is not None:  # of a part of the tables it would say what is not so
        return []
    met = pairs(fetched, asked)
    codes = sorted({row[end] for row in met for end in ("agency", "other")})
    names = {row["code"]: row["name"] for row in fetched["names"]}
    called = [names.get(code) or code for code in codes]
    net = _net(met, codes)
    return [
        {
            "kind": kind,
            "rank": rank,
            "agencies": [codes[node] for node in nodes],
            "value": value,
            "words": words,
        }
        for kind, finder in FINDERS.items()
        for rank, (nodes, value, words) in enumerate(
            sorted(finder(net, called), key=lambda found: (-found[1], found[0])), start=1
        )
    ]


def _net(met: Sequence[Row], codes: Sequence[str]) -> Net:
    """Return who met whom by number: no finding may depend on how texts are hashed."""
    number = {code: place for place, code in enumerate(codes)}
    net: Net = networkx.Graph()
    net.add_nodes_from(range(len(codes)))
    for one, other, times in sorted(
        (number[row["agency"]], number[row["other"]], row["met"]) for row in met
    ):
        net.add_edge(one, other, met=times)
    return net


def _cut_vertices(net: Net, called: Sequence[str]) -> Iterator[Found]:
    for node in networkx.articulation_points(net):
        others = networkx.node_connected_component(net, node) - {node}
        groups = networkx.number_connected_components(net.subgraph(others))
        words = (
            f"Without {called[node]}, {len(others)} agencies fall into {groups} groups that "
            f"never meet."
        )
        yield (node,), groups, words


def _bridges(net: Net, called: Sequence[str]) -> Iterator[Found]:
    ties = cast("Iterable[tuple[int, int]]", networkx.bridges(net))  # the stub knows no pairs
    for tie in ties:
        ends = (min(tie), max(tie))
        times = net.edges[ends]["met"]
        often = "one discussion" if times == 1 else f"{times} discussions"
        words = (
            f"{called[ends[0]]} and {called[ends[1]]} met at {often}: nothing else ties the "
            f"agencies on the one side to those on the other."
        )
        yield ends, times, words


def _between(net: Net, called: Sequence[str]) -> Iterator[Found]:
    """Yield who stands between others: betweenness, each tie a step, normalised."""
    for node, share in networkx.betweenness_centrality(net).items():
        if share > 0:
            words = (
                f"{called[node]} stands on {100 * share:.1f} per cent of the shortest chains "
                f"between two other agencies."
            )
            yield (node,), round(share, 6), words


def _communities(net: Net, called: Sequence[str]) -> Iterator[Found]:
    """Yield groups by greedy modularity, a tie weighing as often as the two met."""
    if not net.number_of_edges():
        return
    for group in greedy_modularity_communities(net, weight="met"):
        nodes = tuple(sorted(group))
        named = [called[node] for node in nodes[:MOST_NAMED]]
        if len(nodes) > MOST_NAMED:
            named.append(f"{len(nodes) - MOST_NAMED} more")
        words = f"{listed(named, 'and')} meet each other more than they meet others."
        yield nodes, len(nodes), words


FINDERS: Mapping[str, Finder] = {
    "cut_vertex": _cut_vertices,
    "bridge": _bridges,
    "between": _between,
    "community": _communities,
}
"""What is looked for, in the order of the answer."""

CHAIN = world(
    GROUND,
    discussion("D1", "C1", FIRST, {"POLICE": "in_person", "PROBATION": "remote"}),
    discussion("D2", "C1", SECOND, {"PROBATION": "in_person", "HOUSING": "in_person"}),
)
"""Police and housing never met: probation met both."""

CONNECTING_AGENCIES = Analysis(
    slug="connecting-agencies",
    question="Which agencies hold the others together, and where would the work fall apart?",
    why="Where one agency is all that ties two groups, its absence parts them.",
    source=Source(
        "Freeman 1977 (betweenness); Clauset, Newman and Moore 2004 (communities); by networkx"
    ),
    about="cases",
    parameters={"area": AREA, "from": FROM},
    columns={
        "kind": Column("cut_vertex, bridge, between or community."),
        "rank": Column("Place among findings of the kind.", unit="rank from 1", kind=Kind.INTEGER),
        "agencies": Column("The agencies of the finding.", kind=Kind.LIST),
        "value": Column(
            "Groups left without it; discussions of a bridge; share of shortest chains, 0 to 1; "
            "agencies in a community."
        ),
        "words": Column("The finding in words."),
    },
    texts={"tables": TABLES_TEXT, "names": NAMES_TEXT},
    answer=connecting,
    limits=(
        "Who met whom is told by co-attendance, over the same discussions; an agency that met "
        "nobody does not appear. It says who meets, not how well they work together. An agency's "
        "contact is told nothing here: they are told of their own tables alone, and from those it "
        "would say what is not so."
    ),
    examples=(
        Example(
            "probation alone ties police and housing",
            given=CHAIN,
            expect=[
                {
                    "kind": "cut_vertex",
                    "rank": 1,
                    "agencies": ["PROBATION"],
                    "value": 2,
                    "words": "Without Agency PROBATION, 2 agencies fall into 2 groups that never "
                    "meet.",
                },
                {"kind": "bridge", "agencies": ["HOUSING", "PROBATION"], "value": 1},
                {"kind": "bridge", "agencies": ["POLICE", "PROBATION"], "value": 1},
                {
                    "kind": "between",
                    "agencies": ["PROBATION"],
                    "value": 1.0,
                    "words": "Agency PROBATION stands on 100.0 per cent of the shortest chains "
                    "between two other agencies.",
                },
                {"kind": "community", "agencies": ["HOUSING", "POLICE", "PROBATION"]},
            ],
        ),
        Example(
            "two that meet need nobody between them",
            given=MET_TWICE,
            expect=[
                {"kind": "bridge", "agencies": ["POLICE", "PROBATION"], "value": 2},
                {"kind": "community", "agencies": ["POLICE", "PROBATION"], "value": 2},
            ],
        ),
        Example("where nobody met, nothing holds anybody together", given=GROUND, expect=[]),
    ),
)
