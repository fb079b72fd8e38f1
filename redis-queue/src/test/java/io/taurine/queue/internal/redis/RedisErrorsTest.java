package io.taurine.queue.internal.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisCommandExecutionException;
import io.taurine.queue.connection.RedisReplyException;
import io.taurine.queue.connection.RedisUnavailableException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisErrorsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LOADING Redis is loading the dataset in memory",
                "READONLY You can't write against a read only replica.",
                "BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.",
                "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk.",
                "ERR Error running script: @user_script:1: -MISCONF Redis is configured to save RDB snapshots",
                "CLUSTERDOWN The cluster is down"
            })
    void aServerThatSoonMayServeIsAskedAgainAndWasNotObeyed(String reply) {
        var failure = new RedisCommandExecutionException(reply);

        assertThat(RedisErrors.isNotNow(failure)).isTrue();
        assertThat(RedisErrors.translate(failure, "here"))
                .isInstanceOfSatisfying(
                        RedisUnavailableException.class,
                        unavailable -> assertThat(unavailable.outcomeUnknown()).isFalse());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OOM command not allowed when used memory > 'maxmemory'.",
                "WRONGTYPE Operation against a key holding the wrong kind of value",
                "BUSYGROUP Consumer Group name already exists",
                "NOPERM this user has no permissions"
            })
    void aRefusalThatWillNotPassIsToldAtOnce(String reply) {
        var failure = new RedisCommandExecutionException(reply);

        assertThat(RedisErrors.isNotNow(failure)).isFalse();
        assertThat(RedisErrors.translate(failure, "here"))
                .isInstanceOf(RedisReplyException.class)
                .hasMessageContaining(reply);
    }
}
