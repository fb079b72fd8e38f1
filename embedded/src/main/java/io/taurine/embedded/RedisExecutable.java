package io.taurine.embedded;

import java.nio.file.Path;

/** A redis-server that can be run, and where it comes from. */
record RedisExecutable(Path path, RedisVersion version, EmbeddedRedis.Source source) {}
