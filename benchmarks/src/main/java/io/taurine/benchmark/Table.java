package io.taurine.benchmark;

import java.util.List;

/** A table of numbers in Markdown. */
final class Table {
    private final StringBuilder text = new StringBuilder();

    /** @param what heads the columns to the left, which hold text, with bars between them */
    Table(String what, List<String> columns) {
        text.append("| ")
                .append(what)
                .append(" | ")
                .append(String.join(" | ", columns))
                .append(" |\n|");
        text.append(" --- |".repeat(what.split("\\|").length))
                .append(" ---: |".repeat(columns.size()))
                .append('\n');
    }

    void row(String what, List<String> cells) {
        text.append("| ")
                .append(what)
                .append(" | ")
                .append(String.join(" | ", cells))
                .append(" |\n");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
