package io.taurine.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The medians of all rounds as Markdown: a row for each scenario and contender, with ratios to BullMQ and to the floor. */
final class Report {
    private static final List<String> COLUMNS = List.of(
            "jobs/s",
            "Redis CPU us/job",
            "Redis commands/job",
            "client CPU us/job",
            "client KB/job",
            "jobs/s, BullMQ = 1",
            "Redis CPU, BullMQ = 1",
            "Redis CPU, floor = 1");

    private Report() {}

    static String of(List<Measurement> measurements) {
        var table = new Table("scenario | who", COLUMNS);
        eachRow(
                measurements,
                (scenario, contender, rows) -> table.row(scenario + " | " + contender, cells(contender, rows)));
        return table.toString();
    }

    private static List<String> cells(String contender, List<Measurement> rows) {
        var cells = new ArrayList<String>();
        cells.add(number("%.0f", median(rows, contender, Measurement::jobsPerSecond)));
        cells.add(number("%.1f", median(rows, contender, Measurement::redisCpuMicros)));
        cells.add(number("%.1f", median(rows, contender, Measurement::commands)));
        cells.add(number("%.1f", median(rows, contender, Measurement::clientCpuMicros)));
        var allocated = median(rows, contender, Measurement::allocatedBytes) / 1024;
        cells.add(allocated == 0 ? "" : number("%.1f", allocated));
        cells.add(ratio(rows, contender, "BullMQ", Measurement::jobsPerSecond));
        cells.add(ratio(rows, contender, "BullMQ", Measurement::redisCpuMicros));
        cells.add(ratio(rows, contender, "floor", Measurement::redisCpuMicros));
        return cells;
    }

    /**
     * What is left of the rate when the way to Redis is longer.
     *
     * @param byMillis the measurements by what was added to each round trip, shortest first
     */
    static String ofRoundTrips(SortedMap<Integer, List<Measurement>> byMillis) {
        var shortest = byMillis.firstKey();
        var columns = new ArrayList<String>();
        byMillis.keySet().forEach(millis -> columns.add("jobs/s at " + millis + " ms"));
        byMillis.keySet().stream().skip(1).forEach(millis -> columns.add(millis + " ms, " + shortest + " ms = 1"));
        var table = new Table("scenario | who", columns);
        eachRow(List.copyOf(byMillis.values()).get(0), (scenario, contender, rows) -> {
            var rates = byMillis.values().stream()
                    .map(all -> median(of(scenario, all), contender, Measurement::jobsPerSecond))
                    .toList();
            var cells = new ArrayList<String>();
            rates.forEach(rate -> cells.add(number("%.0f", rate)));
            rates.stream().skip(1).forEach(rate -> cells.add(number("%.2f", rate / rates.get(0))));
            table.row(scenario + " | " + contender, cells);
        });
        return table.toString();
    }

    private interface Row {
        void add(String scenario, String contender, List<Measurement> rows);
    }

    private static void eachRow(List<Measurement> measurements, Row row) {
        for (var scenario : distinct(measurements, Measurement::scenario)) {
            var rows = of(scenario, measurements);
            distinct(rows, Measurement::contender).forEach(contender -> row.add(scenario, contender, rows));
        }
    }

    private static List<Measurement> of(String scenario, List<Measurement> measurements) {
        return measurements.stream()
                .filter(each -> each.scenario().equals(scenario))
                .toList();
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

    private static List<String> distinct(List<Measurement> rows, Function<Measurement, String> value) {
        return rows.stream().map(value).distinct().toList();
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
