/**
 * Files that clients upload and handlers read and make, kept in one folder that all processes share. Starts at
 * {@link io.taurine.server.file.FileStore}.
 */
@NullMarked
package io.taurine.server.file;

import org.jspecify.annotations.NullMarked;
