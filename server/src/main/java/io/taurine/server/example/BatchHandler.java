package io.taurine.server.example;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.server.definition.FatalJobException;
import io.taurine.server.definition.JobContext;
import io.taurine.server.definition.JobHandler;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Digests items batch by batch: after each it tells how far it is, and looks whether it should end. */
final class BatchHandler implements JobHandler<BatchHandler.Params> {

    private static final int DEFAULT_SIZE = 100;
    private static final int LONGEST_PAUSE = 60_000;

    /**
     * What to go through.
     *
     * @param items anything
     * @param batchSize 1 or more; default 100
     * @param pauseMillis after each batch but the last, 0 to 60,000; default 0. To be gentle to what stands behind
     */
    record Params(
            @Nullable List<JsonNode> items,
            @Nullable Integer batchSize,
            @Nullable Integer pauseMillis) {}

    @Override
    public Object run(@Nullable Params params, JobContext context) throws InterruptedException {
        if (params == null || params.items == null) {
            throw new FatalJobException("items must be there");
        }
        var size = within("batchSize", 1, Integer.MAX_VALUE, params.batchSize, DEFAULT_SIZE);
        var pause = within("pauseMillis", 0, LONGEST_PAUSE, params.pauseMillis, 0);
        var items = params.items;
        var digest = sha256();
        var batches = 0;
        for (var from = 0; from < items.size(); ) {
            context.cancellation().throwIfCancelled();
            var to = (int) Math.min(items.size(), (long) from + size);
            items.subList(from, to)
                    .forEach(item -> digest.update(item.toString().getBytes(StandardCharsets.UTF_8)));
            batches++;
            context.progress(to, items.size(), "batch " + batches);
            from = to;
            if (from < items.size() && pause > 0) {
                Thread.sleep(pause);
            }
        }
        return Map.of(
                "items", items.size(),
                "batches", batches,
                "sha256", HexFormat.of().formatHex(digest.digest()));
    }

    private static int within(String name, int least, int most, @Nullable Integer value, int otherwise) {
        if (value != null && (value < least || value > most)) {
            throw new FatalJobException(name + " must be " + least + " to " + most + ", was " + value);
        }
        return value == null ? otherwise : value;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }
}
