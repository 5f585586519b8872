package dev.argand.runtime;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Semaphore;

/**
 * Lets so many calls have a thread of the server at once, and answers any other with 503 instead of
 * letting it wait: calls that wait for Kafka never take the threads that probes and meters need.
 *
 * <p>A stream that a call has opened and that goes on without a thread does not count. Thread-safe.
 */
final class BoundedCalls implements Filter {
  private final int most;
  private final Semaphore free;

  BoundedCalls(int most) {
    this.most = most;
    this.free = new Semaphore(most);
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!free.tryAcquire()) {
      refuse((HttpServletResponse) response);
      return;
    }
    try {
      chain.doFilter(request, response);
    } finally {
      free.release();
    }
  }

  private void refuse(HttpServletResponse response) throws IOException {
    response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    response.setHeader("Retry-After", "1");
    response.setContentType("application/json");
    response
        .getWriter()
        .write(
            "{\"error\": \"%d calls are being answered, which is the most at once: try again\"}"
                .formatted(most));
  }
}
