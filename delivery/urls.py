"""Addresses of delivery: a block for each noun."""

from django.urls import URLPattern

app_name = "delivery"

urlpatterns: list[URLPattern] = []
