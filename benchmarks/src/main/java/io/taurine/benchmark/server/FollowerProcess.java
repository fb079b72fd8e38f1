package io.taurine.benchmark.server;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.taurine.history.EventFilter;
import io.taurine.history.History;
import io.taurine.history.HistoryFollower;
import io.taurine.history.HistoryFollowerOptions;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.testkit.ForkedJvm;
import java.util.Set;

/** Writes the history of one queue; says when it is asked how far it is and how many gaps there are. */
final class FollowerProcess {

    private FollowerProcess() {}

    public static void main(String[] args) throws Exception {
        ForkedJvm.exitWhenParentDies();
        var config = new HikariConfig();
        config.setJdbcUrl(args[1]);
        config.setMaximumPoolSize(2);
        try (var database = new HikariDataSource(config);
                var redis = RedisConnection.connect(args[0])) {
            var history = History.open(database);
            try (var follower =
                    HistoryFollower.start(history, redis, () -> Set.of(args[2]), HistoryFollowerOptions.defaults())) {
                LoadProcess.serve(unused -> {
                    System.out.println("place "
                            + history.store().position("bull:" + args[2]).orElse("0-0"));
                    return history.events()
                            .list(EventFilter.all().named("history.gap"), "", 1_000)
                            .items()
                            .size();
                });
            }
        }
        System.exit(0);
    }
}
