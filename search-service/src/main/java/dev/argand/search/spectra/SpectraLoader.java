package dev.argand.search.spectra;

import dev.argand.search.natives.NativesException;
import dev.argand.signal.FrontEnd;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts ND4J in a class loader of its own: its jars, and the one package here that uses them. It
 * pins an old JavaCPP and others, which must neither hide nor meet those of the class path.
 */
public final class SpectraLoader {
  private static final String IMPLEMENTATION = "dev.argand.search.spectra.nd4j.Nd4jSpectra";

  private SpectraLoader() {}

  /**
   * Spectra by ND4J. Once a JVM: its natives are never unloaded.
   *
   * @param jars ND4J with one backend and all that it needs
   * @param name as provenance shall say it
   * @throws NativesException if the backend does not start: why
   */
  public static Spectra open(List<Path> jars, String name, FrontEnd frontEnd)
      throws NativesException {
    // JavaCPP would count the whole process, PyTorch's memory too, against the heap's limit.
    System.setProperty("org.bytedeco.javacpp.maxphysicalbytes", "0");
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    ClassLoader loader = new URLClassLoader("nd4j", urls(jars), new Host());
    Thread.currentThread().setContextClassLoader(loader);
    try {
      Class<?> implementation = Class.forName(IMPLEMENTATION, true, loader);
      return (Spectra)
          implementation.getConstructor(FrontEnd.class, String.class).newInstance(frontEnd, name);
    } catch (InvocationTargetException e) {
      throw new NativesException(name + " does not start: " + e.getCause());
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new NativesException(name + " does not start: " + e);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  private static URL[] urls(List<Path> jars) {
    List<URL> urls = new ArrayList<>();
    // The implementation itself is defined there, not by whoever loaded this class.
    urls.add(SpectraLoader.class.getProtectionDomain().getCodeSource().getLocation());
    for (Path jar : jars) {
      try {
        urls.add(jar.toUri().toURL());
      } catch (MalformedURLException e) {
        throw new UncheckedIOException(e);
      }
    }
    return urls.toArray(new URL[0]);
  }

  /** What the loader sees of its host: Java, the interface, the front end and the log. */
  private static final class Host extends ClassLoader {
    private static final String OWN =
        IMPLEMENTATION.substring(0, IMPLEMENTATION.lastIndexOf('.') + 1);

    Host() {
      super("nd4j-host", ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      boolean isShared =
          (name.startsWith("dev.argand.") && !name.startsWith(OWN))
              || name.startsWith("org.slf4j.");
      if (!isShared) {
        throw new ClassNotFoundException(name);
      }
      return Class.forName(name, false, SpectraLoader.class.getClassLoader());
    }
  }
}
