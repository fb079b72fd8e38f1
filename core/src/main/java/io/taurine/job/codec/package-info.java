/**
 * Codecs around another codec: {@link io.taurine.job.codec.CompressingCodec},
 * {@link io.taurine.job.codec.EncryptingCodec}, and {@link io.taurine.job.codec.WrappingCodec} for your own.
 */
@NullMarked
package io.taurine.job.codec;

import org.jspecify.annotations.NullMarked;
