package io.taurine.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Aligned columns for a person; numbers to the right, the last column as long as it is. */
final class Table {

    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    Table(String... headings) {
        rows.add(List.of(headings));
    }

    Table row(Object... cells) {
        if (cells.length != rows.get(0).size()) {
            throw new IllegalStateException("a row needs " + rows.get(0).size() + " cells, has " + cells.length);
        }
        rows.add(Arrays.stream(cells)
                .map(cell -> Text.oneLine(String.valueOf(cell)))
                .toList());
        return this;
    }

    @Override
    public String toString() {
        int columns = rows.get(0).size();
        var widths = new int[columns];
        var numeric = new boolean[columns];
        for (int column = 0; column < columns; column++) {
            int at = column;
            widths[at] =
                    rows.stream().mapToInt(row -> Text.width(row.get(at))).max().orElse(0);
            numeric[at] = rows.size() > 1
                    && rows.stream().skip(1).allMatch(row -> row.get(at).matches("-?[0-9]+"));
        }
        var lines = new ArrayList<String>();
        for (var row : rows) {
            var line = new StringBuilder();
            for (int column = 0; column < columns; column++) {
                var cell = row.get(column);
                var fill = " ".repeat(widths[column] - Text.width(cell));
                line.append(column == 0 ? "" : GAP).append(numeric[column] ? fill + cell : cell + fill);
            }
            lines.add(line.toString().stripTrailing());
        }
        return String.join("\n", lines);
    }
}
