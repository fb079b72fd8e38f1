package io.taurine.cli;

import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.events.QueueEvent;
import io.taurine.queue.events.QueueEventListener;
import io.taurine.queue.events.QueueEvents;
import io.taurine.queue.events.QueueEventsOptions;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "events", description = "Show what happens in the queue, until Ctrl-C.")
final class EventsCommand extends QueueCommand {

    @Option(
            names = "--from",
            paramLabel = "ID",
            description = "Begin after this event; 0 shows all that are stored. Default: what happens from now on.")
    private String from = QueueEvents.NOW;

    @Option(names = "--count", paramLabel = "N", description = "End after that many events. Default: never.")
    private long count = Long.MAX_VALUE;

    EventsCommand(Taurine taurine) {
        super(taurine);
    }

    @Override
    void prepare() {
        if (count < 1) {
            throw new IllegalArgumentException("--count must be 1 or more, was " + count);
        }
        QueueEventsOptions.builder().fromId(from);
    }

    @Override
    int run(Queue<JsonText> queue, RedisConnection redis, Output output) throws InterruptedException {
        var options =
                QueueEventsOptions.builder().prefix(queue.prefix()).fromId(from).build();
        var printer = new Printer(output, count);
        try (var events = QueueEvents.open(queue.name(), redis, options, printer)) {
            printer.ended.await();
        }
        return ExitCode.DONE;
    }

    /** One line for each event, until there were enough or nobody reads any more. */
    private static final class Printer implements QueueEventListener {

        private final CountDownLatch ended = new CountDownLatch(1);
        private final Output output;
        private long left;

        Printer(Output output, long count) {
            this.output = output;
            this.left = count;
        }

        @Override
        public void onEvent(QueueEvent event) {
            if (left == 0) {
                return;
            }
            output.result(EventView.document(event), () -> EventView.line(event));
            left--;
            if (left == 0 || output.isGone()) {
                left = 0;
                ended.countDown();
            }
        }

        @Override
        public void onOutage(Throwable cause) {
            output.notice("taurine: " + Text.oneLine(cause.getMessage()) + "; will be tried again");
        }
    }
}
