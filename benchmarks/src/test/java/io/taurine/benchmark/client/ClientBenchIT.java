package io.taurine.benchmark.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That JMH still finds and runs what is measured; what it says is nobody's matter here. */
class ClientBenchIT {
    @TempDir
    Path folder;

    @Test
    void eachMeasurementTellsTimeAndAllocationOfOneJob() throws Exception {
        var results = run("AddingCost|ClaimingCost", "-w", "1ms", "-r", "1ms");

        for (var name : new String[] {"encode", "groupCommit", "addAlone", "addInBatch"}) {
            assertThat(results).contains("AddingCost." + name + "\"", "AddingCost." + name + ":gc.alloc.rate.norm\"");
        }
        for (var name : new String[] {"claim", "readPayload", "settleAndClaim"}) {
            assertThat(results)
                    .contains("ClaimingCost." + name + "\"", "ClaimingCost." + name + ":gc.alloc.rate.norm\"");
        }
    }

    @Test
    void theWholeWayIsMeasuredOnARedis() throws Exception {
        var results = run("WholeCost", "-p", "concurrency=100");

        for (var name : new String[] {"add", "process"}) {
            assertThat(results).contains("WholeCost." + name + "\"", "WholeCost." + name + ":cpuMicrosPerJob\"");
        }
    }

    /** In this JVM, once. */
    private String run(String which, String... more) throws Exception {
        var file = folder.resolve("results.csv");
        var arguments = new ArrayList<>(List.of(which, "-f", "0", "-wi", "0", "-i", "1"));
        arguments.addAll(List.of(more));
        arguments.addAll(List.of("-rf", "csv", "-rff", file.toString(), "-v", "SILENT"));
        ClientBench.main(arguments.toArray(new String[0]));
        return Files.readString(file);
    }
}
