package io.taurine.queue;

import io.taurine.queue.internal.SharedConnectionName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The workers of one queue in what {@code CLIENT LIST} says at one node or several. */
final class WorkerList {

    private WorkerList() {}

    /**
     * The workers in the list of one node.
     *
     * @param connectionNames how connections of this queue's workers are called, without the names of the workers
     */
    static List<ConnectedWorker> read(String clientList, List<String> connectionNames) {
        var workers = new ArrayList<ConnectedWorker>();
        for (var line : clientList.split("\n", -1)) {
            var fields = ConnectedWorker.fields(line);
            for (var connection : SharedConnectionName.parts(fields.getOrDefault("name", ""))) {
                for (var own : connectionNames) {
                    if (connection.equals(own)) {
                        workers.add(ConnectedWorker.of("", fields));
                    } else if (connection.startsWith(own + ":w:")) {
                        workers.add(ConnectedWorker.of(connection.substring(own.length() + 3), fields));
                    }
                }
            }
        }
        return workers;
    }

    /**
     * Each worker once, although it may have a connection to several nodes of a Cluster: of those of one name as many as the
     * node has that knows most of them.
     */
    static List<ConnectedWorker> merge(List<List<ConnectedWorker>> nodes) {
        Map<String, List<ConnectedWorker>> byName = new LinkedHashMap<>();
        for (var node : nodes) {
            node.stream()
                    .collect(Collectors.groupingBy(
                            ConnectedWorker::name, LinkedHashMap::new, Collectors.<ConnectedWorker>toList()))
                    .forEach((name, workers) ->
                            byName.merge(name, workers, (one, other) -> other.size() > one.size() ? other : one));
        }
        return nodes.size() == 1
                ? nodes.get(0)
                : byName.values().stream().flatMap(List::stream).toList();
    }
}
