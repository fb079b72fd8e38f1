package io.taurine.queue.internal.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.protocol.CommandHandler;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.ArrayDeque;
import java.util.Collection;

/**
 * Fails the commands that were on their way when their connection broke. They may have been carried out, and the driver
 * would send them again after it has reconnected: claiming or adding twice is worse than an error. (Its own replay filter
 * does the opposite: it drops commands given while there is no connection, silently, and lets those on their way through.)
 */
final class NoReplay implements NettyCustomizer {

    @Override
    public void afterChannelInitialized(Channel channel) {
        var driver = channel.pipeline().context(CommandHandler.class);
        // Before the driver's handler: it hears of the end first, and the driver then finds nothing left to send again.
        channel.pipeline().addBefore(driver.name(), "taurine-no-replay", new UnderWay());
    }

    /** The commands handed to one channel, in order; they complete in order too. Used by its event loop alone. */
    private static final class UnderWay extends ChannelDuplexHandler {

        private final ArrayDeque<RedisCommand<?, ?, ?>> commands = new ArrayDeque<>();

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            while (!commands.isEmpty() && commands.peek().isDone()) {
                commands.poll();
            }
            if (message instanceof RedisCommand<?, ?, ?> command) {
                commands.add(command);
            } else if (message instanceof Collection<?> batch) {
                for (var each : batch) {
                    if (each instanceof RedisCommand<?, ?, ?> command) {
                        commands.add(command);
                    }
                }
            }
            context.write(message, promise);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            for (var command = commands.poll(); command != null; command = commands.poll()) {
                if (!command.isDone()) {
                    command.completeExceptionally(
                            new RedisException("the connection was lost while the command was under way"));
                }
            }
            context.fireChannelInactive();
        }
    }
}
