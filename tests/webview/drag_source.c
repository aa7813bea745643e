/* A small window that stands for a file: dragged from, it hands over the file's address.
 * Usage: drag_source file:///path x y. Prints a line once it can be dragged from. */
#include <gtk/gtk.h>
#include <stdlib.h>

static void give(GtkWidget *widget, GdkDragContext *context, GtkSelectionData *data, guint info, guint time,
                 gpointer address)
{
    gchar *addresses[] = { address, NULL };
    gtk_selection_data_set_uris(data, addresses);
}

static gboolean ready(GtkWidget *widget, GdkEvent *event, gpointer nothing)
{
    g_print("ready\n");
    return FALSE;
}

int main(int count, char **words)
{
    gtk_init(&count, &words);
    if (count != 4)
        return 2;
    GtkTargetEntry target = { "text/uri-list", 0, 0 };
    /* A popup: it lies above the others and no window manager moves it. */
    GtkWidget *window = gtk_window_new(GTK_WINDOW_POPUP);
    gtk_window_set_default_size(GTK_WINDOW(window), 60, 60);
    gtk_window_move(GTK_WINDOW(window), atoi(words[2]), atoi(words[3]));
    gtk_drag_source_set(window, GDK_BUTTON1_MASK, &target, 1, GDK_ACTION_COPY);
    g_signal_connect(window, "drag-data-get", G_CALLBACK(give), words[1]);
    g_signal_connect(window, "map-event", G_CALLBACK(ready), NULL);
    gtk_widget_add_events(window, GDK_STRUCTURE_MASK);
    gtk_widget_show_all(window);
    gtk_main();
    return 0;
}
