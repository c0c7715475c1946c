"""Writes docs/queries.md: questions with their SQL and the answers of the samples. `python -m pipelines.queries`.

The questions stand in queries.toml. A test holds the page against the samples.
"""

from __future__ import annotations

import io
import tomllib
from pathlib import Path

from pipelines.asking import open_warehouse
from pipelines.rendering import write_rows
from pipelines.settings import PROJECT, Settings

PAGE = PROJECT / "docs" / "queries.md"
QUESTIONS_FILE = Path(__file__).with_name("queries.toml")
_HEAD = """# Questions and their SQL

Written by `python -m pipelines.queries` from `pipelines/queries.toml` and the warehouse that `linewatch run` makes.
**The answers are SAMPLE: made up, no evidence of anything.**

Ask with `linewatch sql --sample "..."`, or in any DuckDB of version 1.2 or later, without this project:

```
duckdb -readonly data/sample/warehouse.duckdb
```

```python
import duckdb

connection = duckdb.connect("data/sample/warehouse.duckdb", read_only=True)
connection.sql("FROM out.changes").show()
```

In R `DBI::dbConnect(duckdb::duckdb(), "warehouse.duckdb", read_only = TRUE)`; in DBeaver a DuckDB connection to the
file, read only.
[data-dictionary.md](data-dictionary.md) describes every table, column and macro.
"""


def read_questions() -> list[tuple[str, str]]:
    """Return the questions and their SQL."""
    table = tomllib.loads(QUESTIONS_FILE.read_text(encoding="utf-8"))
    return [(question["ask"], question["sql"].strip()) for question in table["question"]]


def write_queries_page(warehouse: Path) -> str:
    """Return the page with the answers of a warehouse; LinewatchError where one of the questions has none."""
    parts = [_HEAD]
    with open_warehouse(warehouse) as opened:
        for number, (question, sql) in enumerate(read_questions(), start=1):
            answer, table = opened.ask(sql), io.StringIO()
            write_rows(answer.columns, answer.rows, "md", table)
            parts.append(f"## {number}. {question}\n\n```sql\n{sql}\n```\n\n{table.getvalue()}")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(write_queries_page(Settings.from_environment().for_samples().require_warehouse()), encoding="utf-8")
