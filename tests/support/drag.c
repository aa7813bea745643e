/* Something to drag into the window under test, as a file manager offers its files.
 *
 * Draws a small window at the top left corner that offers the files named as arguments, prints `ready`
 * once it can be dragged, and stays until it is ended. */
#include <gtk/gtk.h>

static gchar **uris;

static void offer(GtkWidget *widget, GdkDragContext *context, GtkSelectionData *data, guint info, guint time,
                  gpointer user_data) {
  (void)widget, (void)context, (void)info, (void)time, (void)user_data;
  gtk_selection_data_set_uris(data, uris);
}

static gboolean on_drawn(gpointer user_data) {
  (void)user_data;
  g_print("ready\n");
  return G_SOURCE_REMOVE;
}

int main(int argc, char **argv) {
  gtk_init(&argc, &argv);
  uris = g_new0(gchar *, argc);
  for (int i = 1; i < argc; i++) {
    GFile *file = g_file_new_for_commandline_arg(argv[i]);
    uris[i - 1] = g_file_get_uri(file);
    g_object_unref(file);
  }
  GtkWidget *window = gtk_window_new(GTK_WINDOW_TOPLEVEL);
  gtk_window_set_decorated(GTK_WINDOW(window), FALSE);
  gtk_window_set_keep_above(GTK_WINDOW(window), TRUE);
  gtk_window_set_accept_focus(GTK_WINDOW(window), FALSE);
  gtk_window_set_default_size(GTK_WINDOW(window), 80, 40);
  gtk_window_move(GTK_WINDOW(window), 0, 0);
  GtkWidget *handle = gtk_event_box_new();
  gtk_container_add(GTK_CONTAINER(handle), gtk_label_new("files"));
  gtk_container_add(GTK_CONTAINER(window), handle);
  gtk_drag_source_set(handle, GDK_BUTTON1_MASK, NULL, 0, GDK_ACTION_COPY);
  gtk_drag_source_add_uri_targets(handle);
  g_signal_connect(handle, "drag-data-get", G_CALLBACK(offer), NULL);
  gtk_widget_show_all(window);
  g_timeout_add(200, on_drawn, NULL);
  gtk_main();
  return 0;
}
