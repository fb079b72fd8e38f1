package io.taurine.queue.internal.redis;

import io.lettuce.core.resource.DefaultEventLoopGroupProvider;
import io.lettuce.core.resource.Transports;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.EventExecutorGroup;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** Gives a client of the driver one {@link LendingLoop}, where it works with the JDK's sockets. */
final class LendingLoops extends DefaultEventLoopGroupProvider {

    private volatile @Nullable LendingLoop loop;

    LendingLoops() {
        super(1);
    }

    /** Null before the first connection, and where the driver has native sockets. */
    @Nullable
    LendingLoop loop() {
        return loop;
    }

    @Override
    protected <T extends EventLoopGroup> EventExecutorGroup doCreateEventLoopGroup(
            Class<T> type, int threads, io.lettuce.core.resource.ThreadFactoryProvider factories) {
        return type == MultiThreadIoEventLoopGroup.class && Transports.socketChannelClass() == NioSocketChannel.class
                ? new Group(factories.getThreadFactory("taurine-redis"))
                : super.doCreateEventLoopGroup(type, threads, factories);
    }

    private final class Group extends MultiThreadIoEventLoopGroup {

        Group(ThreadFactory threads) {
            super(1, threads, NioIoHandler.newFactory());
        }

        @Override
        protected IoEventLoop newChild(Executor executor, IoHandlerFactory handlers, Object... arguments) {
            var made =
                    new LendingLoop(this, executor, owner -> new Bell(handlers.newHandler(owner), (LendingLoop) owner));
            loop = made;
            return made;
        }
    }

    /** Tells the loop that something was handed over to it. */
    private record Bell(IoHandler handler, LendingLoop loop) implements IoHandler {

        @Override
        public void initialize() {
            handler.initialize();
        }

        @Override
        public int run(IoHandlerContext context) {
            return handler.run(context);
        }

        @Override
        public void prepareToDestroy() {
            handler.prepareToDestroy();
        }

        @Override
        public void destroy() {
            handler.destroy();
        }

        @Override
        public IoRegistration register(IoHandle handle) throws Exception {
            return handler.register(handle);
        }

        @Override
        public void wakeup() {
            handler.wakeup();
            loop.handedOver();
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> type) {
            return handler.isCompatible(type);
        }
    }
}
