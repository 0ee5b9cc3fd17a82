"""Prediction: what comes next, and why?"""
