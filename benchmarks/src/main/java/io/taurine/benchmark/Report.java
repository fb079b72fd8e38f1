package io.taurine.benchmark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The medians of all rounds as Markdown: a row for each scenario and contender, with ratios to BullMQ and to the floor. */
final class Report {
    private static final String HEADER = """
            | scenario | who | jobs/s | Redis CPU us/job | Redis commands/job | bytes/job | client CPU us/job | client KB/job | jobs/s, BullMQ = 1 | Redis CPU, BullMQ = 1 | Redis CPU, floor = 1 |
            | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
            """;

    private Report() {}

    static String of(List<Measurement> measurements) {
        var text = new StringBuilder(HEADER);
        for (var scenario : distinct(measurements, Measurement::scenario)) {
            var rows = measurements.stream()
                    .filter(each -> each.scenario().equals(scenario))
                    .toList();
            for (var contender : distinct(rows, Measurement::contender)) {
                text.append(row(scenario, contender, rows));
            }
        }
        return text.toString();
    }

    private static String row(String scenario, String contender, List<Measurement> rows) {
        var cells = new ArrayList<String>();
        cells.add(scenario);
        cells.add(contender);
        cells.add(number("%.0f", median(rows, contender, Measurement::jobsPerSecond)));
        cells.add(number("%.1f", median(rows, contender, Measurement::redisCpuMicros)));
        cells.add(number("%.1f", median(rows, contender, Measurement::commands)));
        cells.add(number("%.0f", median(rows, contender, Measurement::memoryBytes)));
        cells.add(number("%.1f", median(rows, contender, Measurement::clientCpuMicros)));
        var allocated = median(rows, contender, Measurement::allocatedBytes) / 1024;
        cells.add(allocated == 0 ? "" : number("%.1f", allocated));
        cells.add(ratio(rows, contender, "BullMQ", Measurement::jobsPerSecond));
        cells.add(ratio(rows, contender, "BullMQ", Measurement::redisCpuMicros));
        cells.add(ratio(rows, contender, "floor", Measurement::redisCpuMicros));
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static String ratio(
            List<Measurement> rows, String contender, String other, ToDoubleFunction<Measurement> value) {
        if (contender.equals(other)
                || rows.stream().noneMatch(row -> row.contender().equals(other))) {
            return "";
        }
        return number("%.2f", median(rows, contender, value) / median(rows, other, value));
    }

    private static double median(List<Measurement> rows, String contender, ToDoubleFunction<Measurement> value) {
        var sorted = rows.stream()
                .filter(row -> row.contender().equals(contender))
                .mapToDouble(value)
                .sorted()
                .toArray();
        var middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Start latencies in ms, one row for each contender. */
    static String latencies(String name, List<Double> millis) {
        var sorted = millis.stream().sorted(Comparator.naturalOrder()).toList();
        return "| " + name + " | " + number("%.2f", at(sorted, 0.5)) + " | " + number("%.2f", at(sorted, 0.99))
                + " |\n";
    }

    private static double at(List<Double> sorted, double share) {
        return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(share * (sorted.size() - 1))));
    }

    private static List<String> distinct(
            List<Measurement> rows, java.util.function.Function<Measurement, String> value) {
        return rows.stream().map(value).distinct().collect(Collectors.toList());
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
