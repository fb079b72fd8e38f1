package io.taurine.server.example;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.server.definition.FatalJobException;
import io.taurine.server.definition.JobContext;
import io.taurine.server.definition.JobHandler;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Groups records by a field and adds up another. */
final class DataHandler implements JobHandler<DataHandler.Params> {

    private static final int RECORDS_BETWEEN_REPORTS = 1_000;

    /**
     * What to group.
     *
     * @param records objects
     * @param groupBy the field whose value names the group; records without it are in the group {@code ""}
     * @param sum the field whose numbers are added; records without one only count
     */
    record Params(
            @Nullable List<JsonNode> records,
            @Nullable String groupBy,
            @Nullable String sum) {}

    /**
     * One group.
     *
     * @param records in it
     * @param sum of their numbers, exact
     */
    record Group(long records, BigDecimal sum) {

        Group with(BigDecimal number) {
            return new Group(records + 1, sum.add(number));
        }
    }

    @Override
    public Object run(@Nullable Params params, JobContext context) {
        if (params == null || params.records == null || params.groupBy == null || params.sum == null) {
            throw new FatalJobException("records, groupBy and sum must be there");
        }
        var groups = new TreeMap<String, Group>();
        var total = params.records.size();
        for (var i = 0; i < total; i++) {
            var entry = params.records.get(i);
            if (!entry.isObject()) {
                throw new FatalJobException("record " + i + " must be an object, was " + entry.getNodeType());
            }
            var number =
                    entry.path(params.sum).isNumber() ? entry.path(params.sum).decimalValue() : BigDecimal.ZERO;
            groups.merge(
                    entry.path(params.groupBy).asText(), new Group(1, number), (known, one) -> known.with(one.sum()));
            if ((i + 1) % RECORDS_BETWEEN_REPORTS == 0 || i + 1 == total) {
                context.cancellation().throwIfCancelled();
                context.progress(i + 1, total, "records");
            }
        }
        return Map.of("records", total, "groups", groups);
    }
}
