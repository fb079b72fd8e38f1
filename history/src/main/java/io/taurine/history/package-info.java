/**
 * What happened to jobs, kept in a database: H2 or PostgreSQL. Shared by the job server and the Spring Boot starter. Start at
 * {@link io.taurine.history.History}: it opens the database, writes through {@link io.taurine.history.HistoryStore} and reads
 * through one service for each kind of row.
 */
@NullMarked
package io.taurine.history;

import org.jspecify.annotations.NullMarked;
