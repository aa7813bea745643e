/* The reference of the bench: a window of the same toolkit with nothing in it.
 *
 * Prints `painted <microseconds since 1970>` once the page is on the screen, then `frames <p95> <max>`
 * of as many frames as asked for, in milliseconds, and stays until it is ended. With a second
 * argument it is drawn by the processor, as the program is where there is no GPU. */
#include <gtk/gtk.h>
#include <stdlib.h>
#include <webkit2/webkit2.h>

static void on_title(WebKitWebView *view, GParamSpec *spec, gpointer data) {
  (void)spec;
  (void)data;
  const gchar *title = webkit_web_view_get_title(view);
  if (g_strcmp0(title, "painted") == 0)
    g_print("painted %" G_GINT64_FORMAT "\n", g_get_real_time());
  else if (title != NULL && g_str_has_prefix(title, "frames "))
    g_print("%s\n", title);
}

int main(int argc, char **argv) {
  gtk_init(&argc, &argv);
  int frames = argc > 1 ? atoi(argv[1]) : 0;
  GtkWidget *window = gtk_window_new(GTK_WINDOW_TOPLEVEL);
  gtk_window_set_title(GTK_WINDOW(window), "Blank");
  gtk_window_set_default_size(GTK_WINDOW(window), 1440, 900);
  GtkWidget *view = webkit_web_view_new();
  if (argc > 2)
    webkit_settings_set_hardware_acceleration_policy(
        webkit_web_view_get_settings(WEBKIT_WEB_VIEW(view)), WEBKIT_HARDWARE_ACCELERATION_POLICY_NEVER);
  gtk_container_add(GTK_CONTAINER(window), view);
  g_signal_connect(view, "notify::title", G_CALLBACK(on_title), NULL);
  g_signal_connect(window, "destroy", G_CALLBACK(gtk_main_quit), NULL);
  gchar *page = g_strdup_printf(
      "<!doctype html><body>.<script>"
      "const wanted = %d, times = []; let last = 0;"
      "const frame = (now) => { if (last) times.push(now - last); last = now;"
      "  if (times.length < wanted) requestAnimationFrame(frame);"
      "  else { times.sort((a, b) => a - b);"
      "    document.title = `frames ${times[Math.ceil(wanted * 0.95) - 1]} ${times[wanted - 1]}`; } };"
      "requestAnimationFrame(() => setTimeout(() => { document.title = 'painted';"
      "  if (wanted) requestAnimationFrame(frame); }));"
      "</script>", frames);
  webkit_web_view_load_html(WEBKIT_WEB_VIEW(view), page, NULL);
  g_free(page);
  gtk_widget_show_all(window);
  setvbuf(stdout, NULL, _IOLBF, 0);
  gtk_main();
  return 0;
}
