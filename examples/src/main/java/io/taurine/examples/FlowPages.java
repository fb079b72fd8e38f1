package io.taurine.examples;

import io.taurine.queue.DependencyKind;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.flow.FlowNode;
import io.taurine.queue.flow.FlowProducer;
import io.taurine.queue.flow.FlowQuery;
import java.util.stream.IntStream;

/** A parent with more children than one look at the flow shows: they are read, and taken away again, page by page. */
public final class FlowPages {

    private FlowPages() {}

    public static void main(String[] args) {
        try (var server = ExampleRedis.start();
                var redis = RedisConnection.connect(server.uri());
                var flows = FlowProducer.of(redis);
                var books = Queue.of("books", Object.class, redis)) {
            var pages = IntStream.range(0, 1200)
                    .mapToObj(page -> FlowNode.of("scan", "pages").data(page).build())
                    .toList();
            var book = flows.add(FlowNode.of("bind", "books").children(pages).build());

            var tree = flows.getFlow("books", book.id()).orElseThrow();
            System.out.println(
                    tree.children().size() + " of " + tree.dependencies().unprocessed());
            var met = 0;
            // snippet: flow-pages
            var query = FlowQuery.of("books", book.id()).withMaxChildren(500);
            var cursor = 0L;
            do {
                var page = flows.getFlowChildren(query, DependencyKind.UNPROCESSED, cursor);
                met += page.children().size();
                cursor = page.nextCursor();
            } while (cursor != 0);
            // end
            System.out.println("Met " + met);
            System.out.println("Removed: " + books.remove(book.id()));
        }
    }
}
