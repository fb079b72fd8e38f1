package io.taurine.server.service.notification;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** For servers whose certificates come from an authority of one's own, or are signed by themselves. */
final class TrustedCertificates {

    private TrustedCertificates() {}

    /**
     * Makes connections to servers that show one of these certificates, or one signed by them; to no others.
     *
     * @param file with certificates in the PEM form
     * @throws IllegalArgumentException if it cannot be read, or there are none in it
     */
    static SSLSocketFactory socketFactory(Path file) {
        try (var in = Files.newInputStream(file)) {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            var number = 0;
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("c" + number++, certificate);
            }
            if (number == 0) {
                throw new IllegalArgumentException("trustedCertificates has no certificate in " + file);
            }
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "trustedCertificates must be a file with certificates in the PEM form, was " + file, e);
        }
    }
}
