package io.taurine.inline.internal.memory;

import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.protocol.ConnectionFacade;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.protocol.RedisStateMachine;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.tracing.Tracing;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Where the driver puts its commands: each is carried out before the call returns. One for each connection. */
final class MemoryWriter implements RedisChannelWriter {

    /** The driver asks for tracing only; everything else would bring its threads. */
    private static final ClientResources RESOURCES = (ClientResources) Proxy.newProxyInstance(
            MemoryWriter.class.getClassLoader(), new Class<?>[] {ClientResources.class}, (self, method, arguments) -> {
                if (method.getName().equals("tracing")) {
                    return Tracing.disabled();
                }
                throw new UnsupportedOperationException("Without Redis the driver has no " + method.getName());
            });

    private final MemoryRedis redis;
    private final long client;

    MemoryWriter(MemoryRedis redis) {
        this.redis = redis;
        this.client = redis.clients().open();
    }

    @Override
    public <K, V, T> RedisCommand<K, V, T> write(RedisCommand<K, V, T> command) {
        try {
            var name = new String(command.getType().getBytes(), StandardCharsets.UTF_8);
            var reply = Unpooled.buffer();
            try {
                Resp.write(redis.execute(name, arguments(command), client), reply);
            } catch (ReplyError e) {
                Resp.writeError(e.text(), reply);
            }
            if (command.getOutput() != null) {
                decode(reply, command);
            }
            command.complete();
        } catch (RuntimeException e) {
            command.completeExceptionally(e);
        }
        return command;
    }

    private static void decode(ByteBuf reply, RedisCommand<?, ?, ?> command) {
        var machine = new RedisStateMachine();
        try {
            machine.setProtocolVersion(ProtocolVersion.RESP2);
            machine.decode(reply, command.getOutput());
        } finally {
            machine.close();
        }
    }

    private static List<String> arguments(RedisCommand<?, ?, ?> command) {
        if (command.getArgs() == null) {
            return List.of();
        }
        var encoded = Unpooled.buffer();
        command.getArgs().encode(encoded);
        return Resp.readArguments(encoded);
    }

    @Override
    public <K, V> Collection<RedisCommand<K, V, ?>> write(Collection<? extends RedisCommand<K, V, ?>> commands) {
        var written = new ArrayList<RedisCommand<K, V, ?>>();
        commands.forEach(command -> written.add(write(command)));
        return written;
    }

    @Override
    public void close() {
        redis.clients().close(client);
    }

    @Override
    public CompletableFuture<@Nullable Void> closeAsync() {
        close();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void setConnectionFacade(ConnectionFacade connection) {}

    @Override
    public void setAutoFlushCommands(boolean autoFlush) {}

    @Override
    public void flushCommands() {}

    @Override
    public ClientResources getClientResources() {
        return RESOURCES;
    }
}
