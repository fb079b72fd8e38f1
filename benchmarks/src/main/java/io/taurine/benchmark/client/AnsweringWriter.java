package io.taurine.benchmark.client;

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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Where the driver puts its commands. For one thread. */
final class AnsweringWriter implements RedisChannelWriter {
    /** The driver asks for tracing only. */
    private static final ClientResources RESOURCES = (ClientResources) Proxy.newProxyInstance(
            AnsweringWriter.class.getClassLoader(),
            new Class<?>[] {ClientResources.class},
            (self, method, arguments) -> {
                if (method.getName().equals("tracing")) {
                    return Tracing.disabled();
                }
                throw new UnsupportedOperationException(method.getName());
            });

    private final RecordedReply reply;
    private final RedisStateMachine machine = new RedisStateMachine();
    private final ByteBuf sent = Unpooled.buffer(64 * 1024);

    AnsweringWriter(RecordedReply reply) {
        this.reply = reply;
        machine.setProtocolVersion(ProtocolVersion.RESP2);
    }

    @Override
    public <K, V, T> RedisCommand<K, V, T> write(RedisCommand<K, V, T> command) {
        sent.clear();
        command.encode(sent);
        if (!machine.decode(reply.bytes(), command.getOutput())) {
            throw new IllegalStateException("the recorded reply is not whole");
        }
        command.complete();
        return command;
    }

    @Override
    public <K, V> Collection<RedisCommand<K, V, ?>> write(Collection<? extends RedisCommand<K, V, ?>> commands) {
        List<RedisCommand<K, V, ?>> written = new ArrayList<>();
        commands.forEach(command -> written.add(write(command)));
        return written;
    }

    @Override
    public void close() {
        machine.close();
        sent.release();
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
