/** What happened to jobs, kept in a database: H2 or PostgreSQL. Shared by the job server and the Spring Boot starter. */
@NullMarked
package io.taurine.history;

import org.jspecify.annotations.NullMarked;
